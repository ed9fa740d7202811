using System.Text;

namespace CsePowerShell.Services;

/// <summary>Appends lines to a file, from any thread. A full disk must not stop the service: what cannot be written is dropped.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private readonly object _gate = new();
    private readonly StreamWriter _writer = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite), new UTF8Encoding(false)) { AutoFlush = true };
    private bool _isClosed;

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                _writer.WriteLine(line);
            }
            catch (IOException)
            {
                // See above.
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _writer.Dispose();
        }
    }
}
