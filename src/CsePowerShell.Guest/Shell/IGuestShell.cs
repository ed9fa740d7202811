namespace CsePowerShell.Guest;

/// <summary>One authenticated connection to one node. Several commands may run on it side by side; all members are safe for concurrent calls.</summary>
/// <remarks>A shell whose connection broke stays broken (<see cref="GuestConnectionLostException"/> on every further call): open a new one.</remarks>
public interface IGuestShell : IDisposable
{
    /// <summary>The node this shell is connected to.</summary>
    GuestEndpoint Endpoint { get; }

    /// <summary>Runs a program in the guest and returns when it has ended, whatever its exit code is.</summary>
    /// <exception cref="GuestDeadlineException">The program was still running at <see cref="GuestCommand.Deadline"/>; it was killed in the guest.</exception>
    /// <exception cref="GuestConnectionLostException">The connection was cut before the exit code arrived; how far the program came is not known.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; returns at once, the program is killed in the guest.</exception>
    Task<GuestCommandResult> RunAsync(GuestCommand command, CancellationToken cancellationToken);

    /// <summary>Writes a file in the guest, whole or not at all: a temporary file beside it gets its mode, then its content, then the name.</summary>
    /// <param name="path">Absolute path; its folder must exist.</param>
    /// <param name="content">Any bytes.</param>
    /// <param name="mode">Octal permissions, for example <c>0600</c>.</param>
    /// <param name="cancellationToken">Stops the transfer; the file then keeps its old content.</param>
    /// <exception cref="GuestFileException">The file could not be written.</exception>
    Task UploadAsync(string path, byte[] content, string mode, CancellationToken cancellationToken);

    /// <summary>Reads a file of the guest.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="maxBytes">The largest content to accept, in bytes; 1 or more.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    /// <exception cref="GuestFileException">The file is missing, cannot be read, or is larger than <paramref name="maxBytes"/>.</exception>
    Task<byte[]> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken);
}
