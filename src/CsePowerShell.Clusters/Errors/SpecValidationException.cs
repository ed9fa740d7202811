namespace CsePowerShell.Clusters;

/// <summary>The spec has faults; all of them are told at once, by parameter name.</summary>
public sealed class SpecValidationException : ClusterException
{
    /// <summary>Makes one.</summary>
    /// <param name="faults">The faults, at least one; <see cref="ErrorDetail.Name"/> is the parameter.</param>
    public SpecValidationException(IReadOnlyList<ErrorDetail> faults)
        : base(ErrorCodes.ValidationFailed, string.Join(" ", faults.Select(fault => $"{fault.Name}: {fault.Message}"))) =>
        Details = faults;
}
