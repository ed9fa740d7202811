using System.Text;
using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>Runs node scripts on one node and reads what they print.</summary>
/// <remarks>Script and inputs travel on standard input into a private folder of the guest, which is gone when the script ends: nothing of them is on a command line or in the environment.</remarks>
/// <param name="shell">The node.</param>
public sealed partial class NodeScriptRunner(IGuestShell shell)
{
    // nodes-status of a few hundred nodes, each with its list of images.
    private const int MaxResultBytes = 32 * 1024 * 1024;

    private static readonly Regex s_inputName = new(@"\A[a-z][a-z0-9.-]{0,63}\z", RegexOptions.CultureInvariant);

    private readonly IGuestShell _shell = shell ?? throw new ArgumentNullException(nameof(shell));

    /// <summary>Runs a script with input files.</summary>
    /// <param name="script">The script.</param>
    /// <param name="inputs">Its input files by name (lower-case letters, digits, dots and dashes); the contents may be secret.</param>
    /// <param name="deadline">How long it may run.</param>
    /// <param name="onLine">Called for each line of progress, secrets redacted.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <exception cref="GuestScriptException">It ended with an exit code other than 0.</exception>
    /// <exception cref="GuestDeadlineException">It was still running at the deadline.</exception>
    /// <exception cref="GuestConnectionLostException">The connection broke; the script may be repeated.</exception>
    public async Task<NodeScriptResult> RunAsync(
        NodeScript script, IReadOnlyDictionary<string, string> inputs, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken)
    {
        Action<string>? report = onLine is null ? null : line =>
        {
            // The result is on standard output and may be large or secret; progress is on the error stream.
            if (line.Length > 0 && line[0] != '{')
                onLine(Redaction.Of(line));
        };
        GuestCommand command = new("bash", "-c", NodeScript.Read("run-bundle.sh"), "cse-node-script", script.Name)
        {
            StandardInput = Bundle(script, inputs),
            Deadline = deadline,
            OnLine = report,
            MaxOutputBytes = MaxResultBytes,
        };
        GuestCommandResult result;
        try
        {
            result = await _shell.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestDeadlineException e)
        {
            throw new GuestDeadlineException(e.NodeName, script.Name, e.Elapsed, Progress(e.LastLines), e);
        }

        string json = result.Output.Split('\n').LastOrDefault(line => line.StartsWith("{", StringComparison.Ordinal)) ?? "";
        if (!result.Succeeded)
            throw new GuestScriptException(_shell.Endpoint.NodeName, script.Name, result.ExitCode, result.Elapsed, Progress(result.LastLines));
        if (result.IsOutputTruncated)
            throw new GuestScriptException(_shell.Endpoint.NodeName, script.Name, 0, result.Elapsed, [], $"it printed more than {MaxResultBytes >> 20} MiB");
        return new NodeScriptResult(json, result.Elapsed);
    }

    // One line per file: name and base64. The last one tells the guest that everything has arrived.
    private static byte[] Bundle(NodeScript script, IReadOnlyDictionary<string, string> inputs)
    {
        StringBuilder text = new();
        Add("common.sh", NodeScript.Read("common.sh"));
        Add(script.Name + ".sh", script.Text);
        foreach (KeyValuePair<string, string> input in inputs)
        {
            if (!s_inputName.IsMatch(input.Key) || input.Key.EndsWith(".sh", StringComparison.Ordinal) || input.Key == "complete")
                throw new ArgumentException($"'{input.Key}' is not the name of an input file.", nameof(inputs));
            Add(input.Key, input.Value);
        }

        Add("complete", "1");
        return Encoding.ASCII.GetBytes(text.ToString());

        void Add(string name, string content) => text.Append(name).Append(' ').Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(content))).Append('\n');
    }

    private static IReadOnlyList<string> Progress(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.Length > 0 && line[0] != '{').Select(Redaction.Of)];
}
