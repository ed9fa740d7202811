namespace CsePowerShell.Errors;

/// <summary>A file that would be written is there already.</summary>
internal sealed class FileExistsException : IOException
{
    public FileExistsException(string path)
        : this($"The file '{path}' exists already. Use -Force to replace it.", "Use -Force to replace it.")
    {
    }

    private FileExistsException(string message, string nextStep)
        : base(message) => NextStep = nextStep;

    public string NextStep { get; }

    public static FileExistsException JustWritten(string path) => new(
        $"The file '{path}' was just written for the cluster before. Give -Path an existing folder: each cluster gets a file of its own there.",
        "Give -Path an existing folder.");
}
