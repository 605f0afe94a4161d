using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace Weft.Tests.Architecture;

/// <summary>Which house mentions which: types of the library by the folder of the file that declares them, references as the compiler wrote them.</summary>
/// <remarks>Read off the compiled code, signatures and instructions, so neither a namespace nor a member of the same name can deceive it. What a compiler leaves no trace of, constants and nameof, is not seen.</remarks>
internal sealed partial class TypeReferences
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly Dictionary<string, string> _folders = [];

    public TypeReferences()
    {
        foreach (SourceFile file in SourceTree.Files("src/Weft"))
        {
            string folder = string.Join('/', file.Path["src/Weft/".Length..].Split('/')[..^1]);
            string scope = file.Code.Select(line => Scope().Match(line.Text)).First(match => match.Success).Groups[1].Value;
            foreach (Match match in file.Code.SelectMany(line => Declaration().Matches(line.Text)))
            {
                _folders[$"{scope}.{match.Groups[1].Value}"] = folder;
            }
        }

        Arrows = [.. typeof(Model).Assembly.GetTypes().SelectMany(type => Mentioned(type).Select(other => new Arrow(FolderOf(type), FolderOf(other), Outermost(type).Name, Outermost(other).Name)))
            .Where(arrow => arrow.From is not null && arrow.To is not null && arrow.From != arrow.To).Distinct()];
    }

    /// <summary>One type's mention of another.</summary>
    internal sealed record Arrow(string? From, string? To, string Type, string Other);

    /// <summary>All mentions across folders.</summary>
    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>All folders that declare a type.</summary>
    public IEnumerable<string> Folders => _folders.Values.Distinct();

    private string? FolderOf(Type type) => _folders.GetValueOrDefault(Outermost(type).FullName!.Split('`')[0]);

    private static Type Outermost(Type type)
    {
        Type outermost = type;
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        return outermost;
    }

    private static IEnumerable<Type> Mentioned(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type?> signatures =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(all).Select(field => field.FieldType),
            .. type.GetMethods(all).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)),
            .. type.GetConstructors(all).SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)),
        ];
        IEnumerable<MethodBase> methods = [.. type.GetMethods(all), .. type.GetConstructors(all)];
        return signatures.Concat(methods.SelectMany(InBody)).OfType<Type>().SelectMany(Parts).Where(other => other.Assembly == type.Assembly).Distinct();
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static IEnumerable<Type?> InBody(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (LocalVariableInfo local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        for (int at = 0; at < code.Length;)
        {
            OpCode instruction = s_codes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                MemberInfo? member = Resolve(method, BitConverter.ToInt32(code, at));
                yield return member as Type ?? member?.DeclaringType;
            }

            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token, method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Scope();

    [GeneratedRegex(@"^(?:public |internal |file )?(?:static |sealed |abstract |readonly |partial |unsafe |ref )*(?:class|record struct|record|struct|interface|enum|delegate [\w<>?\[\]]+) (\w+)")]
    private static partial Regex Declaration();
}
