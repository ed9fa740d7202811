namespace CsePowerShell.VCloud;

/// <summary>An OVA or OVF package on disk cannot be used: it is damaged, incomplete, or not what its manifest or checksum says.</summary>
public sealed class OvfPackageException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="summary">What is wrong: whole sentences.</param>
    /// <param name="advice">What to do next.</param>
    /// <param name="inner">What it came from.</param>
    public OvfPackageException(string summary, string advice = "Get the package again from where it came from.", Exception? inner = null)
        : base(summary + " " + advice, inner)
    {
        Summary = summary;
        Advice = advice;
    }

    /// <summary>The message without <see cref="Advice"/>.</summary>
    public string Summary { get; }

    /// <summary>What to do next.</summary>
    public string Advice { get; }
}
