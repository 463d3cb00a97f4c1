using Microsoft.AspNetCore.Http.Connections;

namespace Parley.Interop.Client;

/// <summary>Where the client connects, with what, and which scenarios it runs.</summary>
/// <param name="Url">Of the server; the hubs are below it.</param>
/// <param name="PeerUrl">Of the server that every second client of a scenario uses.</param>
/// <param name="Control">Cuts, freezes and thaws what is between the client and <paramref name="Url"/>.</param>
internal sealed record ClientOptions(
    Uri Url,
    Uri PeerUrl,
    Uri? Control,
    string Protocol,
    string PeerProtocol,
    HttpTransportType Transport,
    IReadOnlyList<string> Scenarios)
{
    public static ClientOptions Parse(string[] arguments)
    {
        var values = new Dictionary<string, string>();
        for (var index = 0; index + 1 < arguments.Length; index += 2)
        {
            values[arguments[index].TrimStart('-')] = arguments[index + 1];
        }

        var url = new Uri(values["url"]);
        return new ClientOptions(
            url,
            values.TryGetValue("peer-url", out var peer) ? new Uri(peer) : url,
            values.TryGetValue("control", out var control) ? new Uri(control) : null,
            values["protocol"],
            values.GetValueOrDefault("peer-protocol", values["protocol"]),
            Enum.Parse<HttpTransportType>(values["transport"]),
            values["scenarios"].Split(','));
    }
}
