using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>One program on its way through a guest: the line that starts it, and what comes back.</summary>
/// <remarks>
/// A small shell around the program says on the error stream when it started, under which process id, and with which exit code it ended, in lines that carry a random id.
/// So a cut connection and the client's own errors (ssh exits with 255 for both) cannot be taken for the program's, and a cancelled program can be killed with its children.
/// </remarks>
internal sealed class RemoteRun
{
    /// <summary>In the guest the program is ended this long after our own deadline at the latest, also when nobody is connected any more.</summary>
    private static readonly TimeSpan s_backstop = TimeSpan.FromSeconds(15);

    private static readonly Regex s_variable = new("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant);

    // `timeout` makes a process group of its own, which is what gets killed. A background job reads from /dev/null unless told otherwise, hence descriptor 3.
    // The mark is written by the process that becomes the program: written beside it, it could land in the middle of the program's first line.
    // What the program left unread is read at the end: SSH.NET waits for ever to send data to a program that is gone, and with it the whole connection.
    private const string Wrapper = """
        id=$1 secs=$2; shift 2
        while [ "$1" != -- ]; do export "$1"; shift; done; shift
        if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 "$secs" "$@"; else set -- env "$@"; fi
        exec 3<&0
        sh -c 'printf "cse-start %s %s\n" "$0" "$$" >&2; exec "$@"' "$id" "$@" <&3 3<&- &
        wait "$!"; code=$?
        printf '\ncse-exit %s %s\n' "$id" "$code" >&2
        cat <&3 >/dev/null
        exit "$code"
        """;

    private const string Killer = """
        kill -TERM -- "-$1" 2>/dev/null || kill -TERM "$1" 2>/dev/null || exit 0
        for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 -- "-$1" 2>/dev/null || exit 0; sleep 0.2; done
        kill -KILL -- "-$1" 2>/dev/null
        """;

    private readonly object _gate = new();
    private readonly string _startMark;
    private readonly string _exitMark;
    private readonly LineSplitter _outputLines;
    private readonly LineSplitter _errorLines;
    private readonly Queue<string> _last = new();
    private readonly int _keep;
    private readonly MemoryStream _output = new();
    private readonly int _maxOutput;
    private readonly Action<string>? _onLine;
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> _callbackFault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _blankHeldBack;
    private bool _closed;
    private string _beforeStart = "";

    public RemoteRun(GuestCommand command, bool outputIsText = true)
    {
        if (string.IsNullOrEmpty(command.Program) || command.Program[0] == '-')
            throw new ArgumentException("The name of a program is needed.", nameof(command));
        if (command.Deadline <= TimeSpan.Zero)
            throw new ArgumentException("The deadline must lie in the future.", nameof(command));
        string id = Guid.NewGuid().ToString("N");
        _startMark = $"cse-start {id} ";
        _exitMark = $"cse-exit {id} ";
        _keep = Math.Max(0, command.KeepLines);
        _maxOutput = Math.Max(0, command.MaxOutputBytes);
        _onLine = command.OnLine;
        _outputLines = new LineSplitter(outputIsText ? Show : static _ => { });
        _errorLines = new LineSplitter(ErrorLine);

        List<string> words = ["sh", "-c", Wrapper, "cse-run", id, Math.Ceiling((command.Deadline + s_backstop).TotalSeconds).ToString(CultureInfo.InvariantCulture)];
        foreach (KeyValuePair<string, string> variable in command.Environment)
        {
            if (!s_variable.IsMatch(variable.Key))
                throw new ArgumentException($"'{variable.Key}' is not the name of an environment variable.", nameof(command));
            words.Add($"{variable.Key}={variable.Value}");
        }

        words.Add("--");
        words.Add(command.Program);
        words.AddRange(command.Arguments);
        Line = ShellWords.Join(words);
    }

    /// <summary>The line of shell for the connection.</summary>
    public string Line { get; }

    /// <summary>The process id in the guest, as soon as it is known.</summary>
    public Task<int> Started => _started.Task;

    /// <summary>The exit code, as soon as the program has ended, even if a child of it still holds the output open.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>What <see cref="GuestCommand.OnLine"/> threw, as soon as it does.</summary>
    public Task<Exception> CallbackFault => _callbackFault.Task;

    /// <summary>The last thing that came before the program started: usually why it did not.</summary>
    public string BeforeStart
    {
        get
        {
            lock (_gate)
            {
                // It may have no line feed behind it.
                if (!_started.Task.IsCompleted)
                    _errorLines.End();
                return _beforeStart;
            }
        }
    }

    public bool IsOutputTruncated { get; private set; }

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_gate)
                return _last.ToArray();
        }
    }

    public byte[] Output
    {
        get
        {
            lock (_gate)
                return _output.ToArray();
        }
    }

    /// <summary>The line of shell that kills the program and its children.</summary>
    public static string KillLine(int pid) => ShellWords.Join(["sh", "-c", Killer, "cse-kill", pid.ToString(CultureInfo.InvariantCulture)]);

    public void OnOutput(ArraySegment<byte> bytes)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            int room = _maxOutput - (int)_output.Length;
            IsOutputTruncated |= bytes.Count > room;
            _output.Write(bytes.Array!, bytes.Offset, Math.Min(room, bytes.Count));
            _outputLines.Add(bytes);
        }
    }

    public void OnError(ArraySegment<byte> bytes)
    {
        lock (_gate)
        {
            // Whoever kills the program needs its id, which may come only now: output and errors are two streams.
            if (!_closed || !_started.Task.IsCompleted)
                _errorLines.Add(bytes);
        }
    }

    /// <summary>Ends the last lines and stops all callbacks: nothing is reported after the caller has its answer.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _outputLines.End();
            if (_started.Task.IsCompleted)
                _errorLines.End();
            _closed = true;
        }
    }

    private void ErrorLine(string line)
    {
        if (!_started.Task.IsCompleted)
        {
            if (Number(line, _startMark) is { } pid)
                _started.TrySetResult(pid);
            else if (line.Length > 0)
                _beforeStart = line;
            return;
        }

        // The exit mark has a line feed in front, in case the program's last line has none behind: an empty line there is ours.
        if (_blankHeldBack)
        {
            _blankHeldBack = false;
            if (!line.StartsWith(_exitMark, StringComparison.Ordinal))
                Show("");
        }

        if (Number(line, _exitMark) is { } code)
            _exited.TrySetResult(code);
        else if (line.Length == 0)
            _blankHeldBack = true;
        else
            Show(line);
    }

    private void Show(string line)
    {
        if (_closed)
            return;
        if (_keep > 0)
        {
            if (_last.Count == _keep)
                _last.Dequeue();
            _last.Enqueue(line);
        }

        if (_callbackFault.Task.IsCompleted)
            return;
        try
        {
            _onLine?.Invoke(line);
        }
        catch (Exception e)
        {
            _callbackFault.TrySetResult(e);
        }
    }

    private static int? Number(string line, string mark) =>
        line.StartsWith(mark, StringComparison.Ordinal)
        && int.TryParse(line.Substring(mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
