using System.Globalization;

namespace CsePowerShell.Guest;

// Files go through cat, not through sftp or scp: any image with a shell will do, and root's sftp subsystem may be switched off.
internal sealed partial class GuestShell
{
    // The size is compared before the name is given, so a cut connection (an early end of input) never leaves half a file.
    // After a cut there is nobody to complain to: without the last trap the complaint would end the shell before it has cleaned up.
    private const string Receive = """
        set -eu
        umask 077
        if [ -d "$1" ]; then echo "it is a folder" >&2; exit 73; fi
        tmp=$(mktemp "${1%/*}/.cse-XXXXXXXXXX")
        trap 'rm -f -- "$tmp"' EXIT
        trap 'exit 143' TERM HUP INT
        trap '' PIPE
        chmod "$2" "$tmp"
        cat > "$tmp"
        size=$(wc -c < "$tmp")
        if [ "$size" -ne "$3" ]; then echo "only $size of $3 bytes arrived" >&2; exit 74; fi
        mv -f -- "$tmp" "$1"
        """;

    private const string Send = """
        if [ -d "$1" ]; then echo "it is a folder" >&2; exit 73; fi
        exec head -c "$2" < "$1"
        """;

    public async Task UploadAsync(string path, byte[] content, string mode, CancellationToken cancellationToken)
    {
        CheckPath(path);
        if (mode is null || mode.Length is < 3 or > 4 || mode.Any(c => c is < '0' or > '7'))
            throw new ArgumentException("A mode is three or four octal digits, such as 0600.", nameof(mode));
        GuestCommand command = new("sh", "-c", Receive, "cse-receive", path, mode, content.Length.ToString(CultureInfo.InvariantCulture))
        {
            StandardInput = content,
            Deadline = options.TransferDeadline,
        };
        GuestCommandResult result = await RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new GuestFileException(Endpoint.NodeName, path,
                $"The file '{path}' could not be written on node '{Endpoint.NodeName}': {Why(result.LastLines)}. Check the folder and the free space there.");
    }

    public async Task<byte[]> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        CheckPath(path);
        if (maxBytes is < 1 or int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(maxBytes), "At least one byte must be allowed.");
        GuestCommand command = new("sh", "-c", Send, "cse-send", path, (maxBytes + 1).ToString(CultureInfo.InvariantCulture))
        {
            Deadline = options.TransferDeadline,
            MaxOutputBytes = maxBytes + 1,
        };
        RemoteRun run = new(command, outputIsText: false);
        (int exitCode, _) = await RunAsync(run, command, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            throw new GuestFileException(Endpoint.NodeName, path, $"The file '{path}' could not be read on node '{Endpoint.NodeName}': {Why(run.LastLines)}.");
        byte[] content = run.Output;
        return content.Length <= maxBytes ? content : throw new GuestFileException(Endpoint.NodeName, path,
            $"The file '{path}' on node '{Endpoint.NodeName}' is larger than the {maxBytes} bytes that are accepted.");
    }

    private static void CheckPath(string path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path[path.Length - 1] == '/')
            throw new ArgumentException("The absolute path of a file is needed.", nameof(path));
    }

    private static string Why(IReadOnlyList<string> lines) => lines.Count > 0 ? lines[lines.Count - 1].TrimEnd('.') : "it said nothing";
}
