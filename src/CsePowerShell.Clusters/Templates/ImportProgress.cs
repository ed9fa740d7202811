using System.Globalization;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Shows bytes as progress of an operation, a few times a second however often it is told.</summary>
internal sealed class ImportProgress(ClusterOperation operation, TimeProvider clock)
{
    public const int Verifying = 2;
    public const int Uploading = 15;
    public const int Importing = 85;

    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private long _shown;
    private (long Sent, long At)? _first;

    public void Verified(long read, long total)
    {
        if (IsDue(read >= total))
            operation.Advance(Between(Verifying, Uploading, read, total), $"Verified {ByteText.Of(read)} of {ByteText.Of(total)}");
    }

    public void Uploaded(UploadProgress progress)
    {
        // What an earlier try had sent, and how long the package was verified, says nothing about how fast this one is.
        (long sentBefore, long begun) = _first ??= (progress.Sent, clock.GetTimestamp());
        bool isWhole = progress.FileSent >= progress.File.Size;
        if (!IsDue(isWhole && _done.Add(progress.File.Name)))
            return;
        double seconds = clock.GetElapsedTime(begun).TotalSeconds;
        string rate = seconds > 1 ? $", {ByteText.Of((long)((progress.Sent - sentBefore) / seconds))}/s" : "";
        int percent = progress.File.Size == 0 ? 100 : (int)(progress.FileSent * 100 / progress.File.Size);
        operation.Tell(progress.File.Name, $"{ByteText.Of(progress.FileSent)} of {ByteText.Of(progress.File.Size)}", percent, isWhole);
        operation.Advance(Between(Uploading, Importing, progress.Sent, progress.Total), $"Uploaded {ByteText.Of(progress.Sent)} of {ByteText.Of(progress.Total)}{rate}");
    }

    public void Imported(VCloudTask task)
    {
        int percent = task.Progress ?? 0;
        operation.Advance(Between(Importing, 96, percent, 100), $"vCloud Director makes the template: {percent.ToString(CultureInfo.InvariantCulture)} %");
    }

    private bool IsDue(bool isLast)
    {
        long now = clock.GetTimestamp();
        if (!isLast && _shown != 0 && clock.GetElapsedTime(_shown, now) < s_beat)
            return false;
        _shown = now;
        return true;
    }

    private static int Between(int from, int to, long part, long whole) => whole <= 0 ? to : from + (int)((to - from) * Math.Min(part, whole) / whole);
}
