using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace CsePowerShell.Simulator.Guests.Agent;

/// <summary>
/// One call of a tool. The shim sends token, program, directory, home, KUBECONFIG, number of arguments and the arguments, each ended by NUL;
/// then we send actions, a line each (with bytes after it where the line gives their number), and it answers those that ask for something with
/// a line "exit code, base64".
/// </summary>
internal sealed class AgentConnection : IGuestConsole, IAsyncDisposable
{
    private const int LargestField = 256 * 1024;
    private const int LargestAnswer = 16 * 1024 * 1024;
    private const int OutputPiece = 32 * 1024;

    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _gate = new(1);
    private Task _reading = Task.CompletedTask;

    public AgentConnection(Socket socket)
    {
        socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream);
    }

    /// <summary>The guest that called, once <see cref="ReceiveAsync"/> knows.</summary>
    public Guest? Caller { get; private set; }

    /// <summary>Cancelled when the tool in the guest is gone (killed, or its SSH connection cut).</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Reads the call; null when it is none, or carries no token of a running guest.</summary>
    public async Task<GuestCommand?> ReceiveAsync(Func<string, Guest?> findByToken, CancellationToken cancellationToken)
    {
        Caller = findByToken(await FieldAsync(cancellationToken));
        if (Caller is null)
            return null;
        GuestMachine machine = Caller.Machine;
        string program = await FieldAsync(cancellationToken);
        string directory = await FieldAsync(cancellationToken);
        string home = await FieldAsync(cancellationToken);
        string kubeconfig = await FieldAsync(cancellationToken);
        if (!int.TryParse(await FieldAsync(cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > 10_000)
            return null;
        List<string> arguments = [];
        while (arguments.Count < count)
            arguments.Add(await FieldAsync(cancellationToken));
        _reading = ReadAnswersAsync();
        return new GuestCommand(machine, program, arguments, directory, home, kubeconfig, this);
    }

    public Task OutAsync(string text, CancellationToken cancellationToken) => PrintAsync("out", text, cancellationToken);
    public Task ErrorAsync(string text, CancellationToken cancellationToken) => PrintAsync("err", text, cancellationToken);

    public async Task<byte[]> ReadStandardInputAsync(CancellationToken cancellationToken) =>
        (await AskAsync("stdin\n", default, cancellationToken)).Content;

    public async Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        (int exitCode, byte[] content) = await AskAsync($"read {Base64(path)}\n", default, cancellationToken);
        return exitCode == 0 ? content : null;
    }

    public async Task WriteFileAsync(string path, byte[] content, string mode, CancellationToken cancellationToken)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"write {mode} {Base64(path)} {content.Length}\n");
        if ((await AskAsync(line, content, cancellationToken)).ExitCode != 0)
            throw new IOException($"The guest could not write {path}.");
    }

    public async Task<(int ExitCode, string Output)> ShellAsync(string line, CancellationToken cancellationToken)
    {
        (int exitCode, byte[] content) = await AskAsync($"sh {Base64(line)}\n", default, cancellationToken);
        return (exitCode, Encoding.UTF8.GetString(content).TrimEnd('\n'));
    }

    /// <summary>Ends the tool.</summary>
    public Task ExitAsync(int exitCode, CancellationToken cancellationToken) =>
        SendAsync(string.Create(CultureInfo.InvariantCulture, $"exit {exitCode}\n"), default, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _gone.Dispose();
        _gate.Dispose();
    }

    private async Task PrintAsync(string action, string text, CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int offset = 0; offset < bytes.Length; offset += OutputPiece)
        {
            int length = Math.Min(OutputPiece, bytes.Length - offset);
            await SendAsync(string.Create(CultureInfo.InvariantCulture, $"{action} {length}\n"), bytes.AsMemory(offset, length), cancellationToken);
        }
    }

    private async Task SendAsync(string line, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(line), .. bytes.Span], cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(int ExitCode, byte[] Content)> AskAsync(string line, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await SendAsync(line, bytes, cancellationToken);
        string answer;
        try
        {
            answer = await _answers.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new IOException("The tool in the guest is gone.", e);
        }
        int blank = answer.IndexOf(' ', StringComparison.Ordinal);
        return int.TryParse(blank < 0 ? answer : answer[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int exitCode)
            ? (exitCode, blank < 0 ? [] : Convert.FromBase64String(answer[(blank + 1)..]))
            : throw new IOException("The tool in the guest gave an answer that is none.");
    }

    private async Task ReadAnswersAsync()
    {
        try
        {
            while (await UntilAsync((byte)'\n', LargestAnswer, CancellationToken.None) is { } line)
                _answers.Writer.TryWrite(line);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
        _answers.Writer.TryComplete();
        await _gone.CancelAsync();
    }

    private async Task<string> FieldAsync(CancellationToken cancellationToken) =>
        await UntilAsync(0, LargestField, cancellationToken) ?? throw new IOException("The call of a tool ended early.");

    private async Task<string?> UntilAsync(byte end, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf(end) is { } position)
            {
                string text = Encoding.UTF8.GetString(read.Buffer.Slice(0, position));
                _reader.AdvanceTo(read.Buffer.GetPosition(1, position));
                return text;
            }
            if (read.IsCompleted)
                return null;
            if (read.Buffer.Length > limit)
                throw new IOException("A field of a tool's call is too long.");
            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
