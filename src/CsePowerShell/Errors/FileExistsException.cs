namespace CsePowerShell.Errors;

/// <summary>A file that would be written is there already.</summary>
internal sealed class FileExistsException(string path) : IOException($"The file '{path}' exists already. Use -Force to replace it.");
