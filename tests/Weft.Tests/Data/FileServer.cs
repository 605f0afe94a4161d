using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Weft.Tests.Data;

/// <summary>A web server of files, on a port of this machine.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, ServedFile> _files = new();
    private readonly Task _serving;

    public FileServer()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>What stands before its paths.</summary>
    public Uri Address { get; }

    /// <summary>The GET requests, in order.</summary>
    public ConcurrentQueue<AskedFile> Asked { get; } = new();

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Serves a file under a path without a slash in front, in the place of the one before.</summary>
    public FileServer With(string path, ServedFile file)
    {
        _files[path] = file;
        return this;
    }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath.TrimStart('/');
        if (context.Request.HttpMethod == "GET")
        {
            Asked.Enqueue(new(path, context.Request.Headers["Range"], context.Request.Headers["If-Range"]));
        }

        using HttpListenerResponse answer = context.Response;
        if (!_files.TryGetValue(path, out ServedFile? file))
        {
            answer.StatusCode = 404;
            return;
        }

        foreach ((string name, string value) in file.Headers)
        {
            answer.Headers.Add(name, value);
        }

        if (file.LeadsTo is { } place)
        {
            answer.StatusCode = 302;
            answer.RedirectLocation = place;
            return;
        }

        await SendAsync(context, file);
    }

    private static async Task SendAsync(HttpListenerContext context, ServedFile file)
    {
        using HttpListenerResponse answer = context.Response;
        string? range = context.Request.Headers["Range"], condition = context.Request.Headers["If-Range"];
        bool takes = file.HasRanges && range is not null && (condition is null || condition == file.Tag || !file.KnowsConditions);
        int start = takes ? int.Parse(range!["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (file.Tag is not null)
        {
            answer.Headers.Add("ETag", file.Tag);
        }

        if (takes)
        {
            bool isBeyond = start >= file.Content.Length;
            answer.StatusCode = isBeyond ? 416 : 206;
            answer.Headers.Add("Content-Range", isBeyond ? $"bytes */{file.Content.Length}" : $"bytes {start}-{file.Content.Length - 1}/{file.Content.Length}");
            if (isBeyond)
            {
                return;
            }
        }

        byte[] body = file.Content[start..];
        answer.SendChunked = !file.SaysSize;
        if (file.SaysSize)
        {
            answer.ContentLength64 = body.Length;
        }

        if (context.Request.HttpMethod == "HEAD")
        {
            return;
        }

        if (file.Cuts.TryDequeue(out int after))
        {
            await answer.OutputStream.WriteAsync(body.AsMemory(0, after));
            await answer.OutputStream.FlushAsync();
            answer.Abort();
            return;
        }

        await Task.Delay(file.Delay);
        await answer.OutputStream.WriteAsync(body);
    }
}

/// <summary>A file of a <see cref="FileServer"/>, and how it is served.</summary>
/// <param name="Content">Its bytes.</param>
internal sealed record ServedFile(byte[] Content)
{
    /// <summary>Whether parts can be asked for.</summary>
    public bool HasRanges { get; init; } = true;

    /// <summary>Whether a part is given only where the condition holds.</summary>
    public bool KnowsConditions { get; init; } = true;

    /// <summary>Whether the answer says how many bytes come.</summary>
    public bool SaysSize { get; init; } = true;

    /// <summary>The entity tag, in its quotes.</summary>
    public string? Tag { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Where a redirection leads; null for none.</summary>
    public string? LeadsTo { get; init; }

    /// <summary>After how many bytes the connections break, one after another.</summary>
    public ConcurrentQueue<int> Cuts { get; init; } = new();

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>What was asked of a <see cref="FileServer"/>.</summary>
internal sealed record AskedFile(string Path, string? Range, string? IfRange);
