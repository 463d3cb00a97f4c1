using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Interop.Client;

/// <summary>The connections that one scenario opens.</summary>
internal sealed class Session(ClientOptions options) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<HubConnection> _connections = [];

    public ClientOptions Options => options;

    public bool IsJson => options.Protocol == "json";

    /// <summary>A connection that is not started yet.</summary>
    public HubConnection Build(
        string hub,
        Action<HttpConnectionOptions>? http = null,
        Action<IHubConnectionBuilder>? more = null,
        bool isPeer = false)
    {
        var server = isPeer ? options.PeerUrl : options.Url;
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, hub), options.Transport, configuration =>
        {
            http?.Invoke(configuration);
        });
        if ((isPeer ? options.PeerProtocol : options.Protocol) == "messagepack")
        {
            builder.AddMessagePackProtocol();
        }

        more?.Invoke(builder);
        var connection = builder.Build();
        _connections.Add(connection);
        return connection;
    }

    public async Task<HubConnection> Connect(string hub = "hub", string? user = null, bool isPeer = false)
    {
        var connection = Build(hub, configuration =>
        {
            if (user is not null)
            {
                configuration.AccessTokenProvider = () => Task.FromResult<string?>(user + "-token");
            }
        }, isPeer: isPeer);
        await connection.StartAsync().WaitAsync(Patience);
        // The handshake is answered before the server has made the connection known: its first answer comes after.
        await connection.InvokeAsync<string>("ConnectionId").WaitAsync(Patience);
        return connection;
    }

    public Task<HubConnection> ConnectPeer(string? user = null) => Connect(user: user, isPeer: true);

    /// <summary>Tells what is between client and server to cut, freeze or thaw the sockets.</summary>
    public async Task Network(string command)
    {
        var control = options.Control ?? throw new NotApplicableException("needs a network that can be cut");
        using var client = new HttpClient();
        using var answer = await client.PostAsync(new Uri(control, command), null);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}

/// <summary>What one connection receives as <c>message</c>, in order.</summary>
internal sealed class Inbox
{
    private readonly BlockingCollection<string> _messages = [];

    public Inbox(HubConnection connection) => connection.On<string>("message", _messages.Add);

    public async Task<string> Next()
    {
        return await Task.Run(() =>
            _messages.TryTake(out var message, Session.Patience)
                ? message
                : throw new UnexpectedException("no message came"));
    }

    /// <summary>What has come and was not taken.</summary>
    public string[] Rest()
    {
        var rest = new List<string>();
        while (_messages.TryTake(out var message))
        {
            rest.Add(message);
        }

        return [.. rest];
    }
}
