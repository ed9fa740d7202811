namespace CsePowerShell.Clusters;

/// <summary>
/// kubectl's own lock: a file beside the kubeconfig, called after it with <c>.lock</c> at the end, which only one can make. kubectl gives up at once when it
/// is there; we wait a while, since a kubectl is done in milliseconds.
/// </summary>
internal sealed class KubeconfigLock : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(50);

    private readonly string _path;

    private KubeconfigLock(string path) => _path = path;

    public static async Task<KubeconfigLock> TakeAsync(string kubeconfig, TimeProvider clock, CancellationToken ct)
    {
        string path = kubeconfig + ".lock";
        long begun = clock.GetTimestamp();
        while (true)
        {
            try
            {
                using (new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                    return new KubeconfigLock(path);
            }
            catch (IOException error) when (IsThere(error))
            {
                if (clock.GetElapsedTime(begun) >= s_patience)
                {
                    throw new ClusterException(ErrorCodes.ClusterBusy, $"The kubeconfig \"{kubeconfig}\" is locked by another program.",
                        $"Run the command again. If no kubectl is at work, one was killed: delete \"{path}\".");
                }

                await clock.Delay(s_beat, ct).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => File.Delete(_path);

    // Not File.Exists: by then the other one may be done. ERROR_FILE_EXISTS of Windows, EEXIST elsewhere.
    private static bool IsThere(IOException error) => (error.HResult & 0xFFFF) is 80 or 17;
}
