using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Interop.Client;
using Parley.Interop.Client.Scenarios;

// Prints one JSON line for each scenario: {"scenario","status","detail","milliseconds"}.
var options = ClientOptions.Parse(args);
var json = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

foreach (var name in options.Scenarios)
{
    var watch = Stopwatch.StartNew();
    var (status, detail) = await Run(name);
    Console.WriteLine(JsonSerializer.Serialize(
        new { scenario = name, status, detail, milliseconds = watch.ElapsedMilliseconds }, json));
}

async Task<(string Status, string Detail)> Run(string name)
{
    if (!ScenarioTable.All.TryGetValue(name, out var scenario))
    {
        return ("failed", "there is no such scenario");
    }

    try
    {
        await using var session = new Session(options);
        await scenario(session).WaitAsync(TimeSpan.FromSeconds(60));
        return ("passed", "");
    }
    catch (NotApplicableException reason)
    {
        return ("not-applicable", reason.Message);
    }
    catch (Exception error)
    {
        return ("failed", $"{error.GetType().Name}: {error.Message}");
    }
}
