using System.Reflection;
using System.Text;
using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>A kubeconfig on disk: private from its first byte, and always either the old one or the new one, whole.</summary>
public static class KubeconfigFile
{
    /// <summary>Reads a kubeconfig, whatever encoding its byte order mark tells; null when there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ClusterException">BAD_REQUEST: it is no text.</exception>
    public static string? Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (DecoderFallbackException)
        {
            throw KubeconfigText.Unreadable($"\"{path}\" is not UTF-8 text");
        }
    }

    /// <summary>Writes a file, whole or not at all: UTF-8 without byte order mark, lines that end in <c>\n</c>, readable by its owner alone.</summary>
    /// <param name="path">The file; a symbolic link stays one, and the file it leads to is written.</param>
    /// <param name="text">The kubeconfig.</param>
    /// <param name="replace">Replace a file that exists. False: that is an <see cref="IOException"/>.</param>
    public static void Write(string path, string text, bool replace)
    {
        string target = TargetOf(path);
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");

        // Beside the target, so that putting it in place is a rename within one file system.
        string draft = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
        try
        {
            PrivateFiles.Write(draft, text.Replace("\r\n", "\n"));
            if (replace && File.Exists(target))
            {
                File.Replace(draft, target, destinationBackupFileName: null);
                PrivateFiles.TakeFromOthers(target);
            }
            else
            {
                File.Move(draft, target);
            }
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>The file that is meant: where a symbolic link leads to, else the path itself.</summary>
    internal static string TargetOf(string path)
    {
        string full = Path.GetFullPath(path);
        FileInfo file = new(full);
        // Asked of the directory entry: a link that leads nowhere yet does not "exist".
        if ((int)file.Attributes == -1 || (file.Attributes & FileAttributes.ReparsePoint) == 0)
            return full;

        // netstandard2.0 knows no links, but every runtime that has them on Unix does. Windows PowerShell does not: better to refuse than to break one.
        MethodInfo? resolve = typeof(File).GetMethod("ResolveLinkTarget", [typeof(string), typeof(bool)]);
        return resolve is null
            ? throw new IOException($"'{full}' is a symbolic link, which this PowerShell cannot follow. Give the file it leads to as -Path.")
            : resolve.Invoke(null, [full, true]) is FileSystemInfo target ? target.FullName : full;
    }
}
