using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weft.Tests.Cli;

/// <summary>A proxy that keeps what it was asked, and has the answers to some of it itself.</summary>
internal sealed class RecordingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyDictionary<string, byte[]> _answers;

    /// <param name="answers">What is answered to a GET, by whole address; 404 to all others, and 502 to a CONNECT.</param>
    public RecordingProxy(IReadOnlyDictionary<string, byte[]> answers)
    {
        _answers = answers;
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The first two words of each request: <c>GET http://host/path</c>, <c>CONNECT host:443</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
            string[] words = (await reader.ReadLineAsync())!.Split(' ');
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // The rest of the head.
            }

            Asked.Enqueue($"{words[0]} {words[1]}");
            (string status, byte[] body) = words[0] == "CONNECT" ? ("502 Bad Gateway", [])
                : _answers.TryGetValue(words[1], out byte[]? found) ? ("200 OK", found) : ("404 Not Found", (byte[])[]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(body);
        }
    }
}
