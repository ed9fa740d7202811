namespace CsePowerShell.Clusters.Contract;

/// <summary>The rules for specifications that need no server: the service checks with them before it accepts, the engine before it works.</summary>
public static class SpecRules
{
    /// <summary>Checks a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <exception cref="SpecValidationException">It has faults; all of them are in it.</exception>
    public static void Check(ClusterSpec spec)
    {
        IReadOnlyList<ErrorDetail> faults = SpecValidator.Validate(spec);
        if (faults.Count > 0)
            throw new SpecValidationException(faults);
    }
}
