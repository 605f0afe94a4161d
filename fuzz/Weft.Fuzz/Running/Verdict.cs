using System.Diagnostics;
using System.Reflection;

using Weft.Fuzz.Readers;

namespace Weft.Fuzz.Running;

/// <summary>Tells an error that has a name from one that slipped out.</summary>
internal static class Verdict
{
    // What code throws by mistake. Inside a named error they are findings too, where it was Weft's own code that threw them.
    private static readonly Type[] s_mistakes =
    [
        typeof(NullReferenceException), typeof(IndexOutOfRangeException), typeof(InvalidCastException), typeof(KeyNotFoundException),
        typeof(InvalidOperationException), typeof(OutOfMemoryException), typeof(ArgumentOutOfRangeException), typeof(ArgumentNullException),
        typeof(DivideByZeroException), typeof(WrongAnswerException),
    ];

    /// <summary>What is wrong with an error; null for nothing.</summary>
    public static (string Message, string Place)? Of(Exception error)
    {
        if (error is not WeftException)
        {
            return ($"{error.GetType().Name}: {error.Message}", $"{error.GetType().Name} at {PlaceOf(error)}");
        }

        if (string.IsNullOrWhiteSpace(error.Message))
        {
            return ("an error without a message", PlaceOf(error));
        }

        for (Exception? inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (s_mistakes.Contains(inner.GetType()) && IsOwn(inner) && !IsOnPurpose(inner))
            {
                return ($"{inner.GetType().Name} inside a named error: {inner.Message}", $"{inner.GetType().Name} at {PlaceOf(inner)}");
            }
        }

        return null;
    }

    // What Weft says of an argument itself names it, and what it got. A mistake's comes from the runtime, whose code it was that looked.
    private static bool IsOnPurpose(Exception error) =>
        error is ArgumentException && FramesOf(error).FirstOrDefault()?.DeclaringType?.Assembly.GetName().Name?.StartsWith("Weft", StringComparison.Ordinal) == true;

    // Whether no library of others stands between Weft and the mistake.
    private static bool IsOwn(Exception error) =>
        FramesOf(error).Select(method => method.DeclaringType?.Assembly.GetName().Name ?? "")
            .FirstOrDefault(name => !IsOfTheRuntime(name))?.StartsWith("Weft", StringComparison.Ordinal) == true;

    private static bool IsOfTheRuntime(string assembly) => assembly.StartsWith("System", StringComparison.Ordinal) || assembly.Length == 0;

    private static string PlaceOf(Exception error) =>
        FramesOf(error).FirstOrDefault(method => method.DeclaringType?.Assembly.GetName().Name is { } name && !IsOfTheRuntime(name)
            && method.DeclaringType != typeof(Reader)) is { } first
            ? $"{first.DeclaringType?.Name}.{first.Name}"
            : "an unknown place";

    private static IEnumerable<MethodBase> FramesOf(Exception error) =>
        new StackTrace(error).GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>();
}
