using System.Diagnostics;
using CsePowerShell.VCloud;

namespace CsePowerShell.LibraryDemo;

/// <summary>Runs the demo's steps and prints, for each, what it took and how many vCD requests it made.</summary>
internal sealed class Stage
{
    private readonly Dictionary<VCloudClient, long> _seen = [];

    public int Number { get; private set; }

    /// <summary>Counts the requests of this connection from now on.</summary>
    public void Watch(VCloudClient client) => _seen[client] = 0;

    public async Task<T> StepAsync<T>(string title, Func<Task<T>> work, Func<T, string> outcome)
    {
        Stopwatch watch = Stopwatch.StartNew();
        T result = await work();
        string text = outcome(result);
        Console.WriteLine($"{++Number,2}. {title,-44} {watch.Elapsed.TotalSeconds,6:0.0} s {Requests(),5} requests   {text}");
        return result;
    }

    private long Requests()
    {
        long sum = 0;
        foreach (VCloudClient client in _seen.Keys.ToArray())
        {
            sum += client.Traffic.Requests - _seen[client];
            _seen[client] = client.Traffic.Requests;
        }

        return sum;
    }
}

/// <summary>A step went another way than the demo says it must.</summary>
internal sealed class UnexpectedException(string message) : Exception(message)
{
    public static void Unless(bool expected, string message)
    {
        if (!expected)
            throw new UnexpectedException(message);
    }
}
