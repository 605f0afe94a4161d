using System.Diagnostics;

using Spectre.Console;

using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>How many pictures are done: a bar that is redrawn on a terminal, a line for every tenth in a pipe.</summary>
/// <param name="console">Standard error.</param>
/// <param name="verb">What is being done: <c>reading</c>.</param>
internal sealed class PictureBar(IAnsiConsole console, string verb) : IProgress<PictureProgress>, IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(80);

    // Where work is over before this, a bar would only flicker.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private readonly bool _terminal = ToolContext.IsTerminal(console);
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lastDraw;
    private int _most;
    private int _tenths;
    private bool _lineOpen;

    public void Report(PictureProgress value)
    {
        lock (_lock)
        {
            if (value.Done <= _most)
            {
                return;
            }

            _most = value.Done;
            if (_terminal)
            {
                Draw(value);
            }
            else
            {
                Line(value);
            }
        }
    }

    public void Dispose()
    {
        if (_lineOpen)
        {
            console.Write(new ControlCode("\r\x1b[K"));
            _lineOpen = false;
        }
    }

    private void Draw(PictureProgress value)
    {
        bool last = value.Done == value.Total;
        if (Stopwatch.GetElapsedTime(_start) < Patience || (!last && Stopwatch.GetElapsedTime(_lastDraw) < RedrawInterval))
        {
            return;
        }

        _lastDraw = Stopwatch.GetTimestamp();
        int done = (int)((long)Width * value.Done / value.Total);
        console.Write(new ControlCode("\r\x1b[K"));
        console.Write(new Markup($"{verb} pictures [green]{new string('━', done)}[/][grey]{new string('━', Width - done)}[/] {value.Done}/{value.Total}"));
        _lineOpen = true;
    }

    private void Line(PictureProgress value)
    {
        int tenths = (int)(10L * value.Done / value.Total);
        if (tenths > _tenths && Stopwatch.GetElapsedTime(_start) >= Patience)
        {
            _tenths = tenths;
            console.Profile.Out.Writer.WriteLine($"{verb} pictures: {value.Done} of {value.Total}");
        }
    }
}
