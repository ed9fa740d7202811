using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// The process that parents all guests (Scripts/supervisor.sh). It is PID 1 of its own PID namespace and ends when our end of its standard input
/// closes, which the kernel does even when this process is killed with -9. A death signal from the parent (<c>PR_SET_PDEATHSIG</c>) would not do:
/// it follows the thread that forked, and .NET's threads come and go.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    // The script comes as the first line of standard input, so there is no file to leave behind.
    private const string Bootstrap = "read -r script; eval \"$(base64 -d <<<\"$script\")\"";

    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private readonly Queue<string> _complaints = new();
    private readonly Task _reading;
    private long _lastNumber;
    private volatile bool _ended;

    private Supervisor(Process process)
    {
        _process = process;
        _reading = ReadAnswersAsync();
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the supervisor and has it try everything a guest needs.</summary>
    /// <exception cref="GuestException">It could not be started, or what it needs is refused here.</exception>
    public static async Task<Supervisor> StartAsync(CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("unshare")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            ArgumentList = { "--pid", "--mount", "--fork", "--mount-proc", "--kill-child=SIGKILL", "bash", "-c", Bootstrap },
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GuestException($"Guests need the program 'unshare' (package util-linux): {e.Message}.", e);
        }
        Supervisor supervisor = new(process);
        SupervisorAnswer answer;
        try
        {
            Pending ready = supervisor.Expect(0);
            await supervisor.WriteAsync(Convert.ToBase64String(GuestScripts.Supervisor), cancellationToken);
            answer = await ready.Answer.Task.WaitAsync(cancellationToken);
        }
        catch (GuestException)
        {
            answer = new SupervisorAnswer(1, supervisor.Complaints());
        }
        catch
        {
            await supervisor.DisposeAsync();
            throw;
        }
        if (answer.ExitCode == 0)
            return supervisor;
        await supervisor.DisposeAsync();
        throw new GuestException(
            $"Guests need PID and mount namespaces, tmpfs, overlay and device nodes, and this machine refuses them even to root: {answer.Output.Trim()}");
    }

    /// <summary>Sends a command and waits for its end.</summary>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <param name="words">The command; none may hold blanks.</param>
    public async Task<SupervisorAnswer> AskAsync(CancellationToken cancellationToken, params IEnumerable<string> words)
    {
        long number = Interlocked.Increment(ref _lastNumber);
        Pending pending = Expect(number);
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{number} {string.Join(' ', words)}"), cancellationToken);
        return await pending.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends a command that must succeed.</summary>
    /// <exception cref="GuestException">It did not.</exception>
    public async Task DoAsync(CancellationToken cancellationToken, params IEnumerable<string> words)
    {
        SupervisorAnswer answer = await AskAsync(cancellationToken, words);
        if (answer.ExitCode != 0)
            throw new GuestException(
                $"The supervisor of the guests could not '{string.Join(' ', words.Take(2))}': {answer.Output.Trim()} {Complaints()}".Trim());
    }

    /// <summary>Text or bytes as one word of a command.</summary>
    public static string Word(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself, with something of ours still unread.
        }
        using (CancellationTokenSource patience = new(TimeSpan.FromSeconds(10)))
        {
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private Pending Expect(long number)
    {
        Pending pending = new();
        _pending[number] = pending;
        if (_ended)
            pending.Answer.TrySetException(Gone());
        return pending;
    }

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Never cancelled half-way: the next command would be appended to a torn line.
            await _process.StandardInput.WriteAsync(line + "\n");
            await _process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            await _reading; // by then its last words are known
            throw Gone();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAnswersAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ', 3);
            if (words.Length != 3 || !long.TryParse(words[0], CultureInfo.InvariantCulture, out long number)
                || !_pending.TryGetValue(number, out Pending? pending))
                continue;
            if (words[1] == "more")
                pending.Base64.Append(words[2]);
            else if (_pending.TryRemove(number, out _))
                pending.Answer.TrySetResult(new SupervisorAnswer(int.Parse(words[2], CultureInfo.InvariantCulture), pending.Output()));
        }
        await _process.WaitForExitAsync(); // and for the end of its error stream
        _ended = true;
        foreach (Pending left in _pending.Values)
            left.Answer.TrySetException(Gone());
    }

    private GuestException Gone() => new($"The supervisor of the guests has ended. {Complaints()}".Trim());

    private void Note(string? complaint)
    {
        if (complaint is null)
            return;
        lock (_complaints)
        {
            _complaints.Enqueue(complaint);
            if (_complaints.Count > 20)
                _complaints.Dequeue();
        }
    }

    private string Complaints()
    {
        lock (_complaints)
            return string.Join(" / ", _complaints);
    }

    private sealed class Pending
    {
        public TaskCompletionSource<SupervisorAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public StringBuilder Base64 { get; } = new();

        public string Output() => Encoding.UTF8.GetString(Convert.FromBase64String(Base64.ToString()));
    }
}

/// <summary>How a command of the supervisor ended, and the end of what it printed.</summary>
internal readonly record struct SupervisorAnswer(int ExitCode, string Output);
