using System.Net;
using System.Net.Sockets;

namespace FanoutServer;

/// <summary>Sends one record to all for each byte that comes on a port of its own.</summary>
public sealed class Trigger
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly PacedSender _sender;

    public Trigger(PacedSender sender)
    {
        _sender = sender;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task Run()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await Serve(client.GetStream());
        }
    }

    private async Task Serve(NetworkStream stream)
    {
        var bytes = new byte[64];
        while (await stream.ReadAsync(bytes) is var length and > 0)
        {
            for (var i = 0; i < length; i += 1)
            {
                _sender.SendOne();
            }
        }
    }
}
