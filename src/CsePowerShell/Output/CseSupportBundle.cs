namespace CsePowerShell;

/// <summary>A support bundle that was written.</summary>
public sealed class CseSupportBundle
{
    /// <summary>The zip file.</summary>
    public string Path { get; set; } = "";

    /// <summary>Its size in bytes.</summary>
    public long Length { get; set; }

    /// <summary>Names of the files in it.</summary>
    public string[] Files { get; set; } = [];

    /// <summary>How many secrets, and words that stand beside secrets, were taken out.</summary>
    public int Redactions { get; set; }

    /// <summary>What could not be included, and why.</summary>
    public string[] Problems { get; set; } = [];

    /// <inheritdoc/>
    public override string ToString() => Path;
}
