using System.Collections.Concurrent;

namespace Parley.Interop.HubServer;

/// <summary>What one call leaves for another to find.</summary>
public sealed class Memory
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _signals = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _notes = new();

    /// <summary>Something that happens once, and can be awaited before or after.</summary>
    public TaskCompletionSource<string> Signal(string name) =>
        _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public ConcurrentQueue<string> Notes(string name) => _notes.GetOrAdd(name, _ => new());
}
