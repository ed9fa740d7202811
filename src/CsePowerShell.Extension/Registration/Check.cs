using CsePowerShell.Clusters;

namespace CsePowerShell.Extension.Registration;

/// <summary>Rows of what was looked at.</summary>
internal static class Check
{
    public static CheckResult Passed(string name, string detail) => new() { Name = name, Result = CheckOutcome.Passed, Detail = detail };

    public static CheckResult Warning(string name, string detail, string fix = "") => new() { Name = name, Result = CheckOutcome.Warning, Detail = detail, Fix = fix };

    public static CheckResult Skipped(string name, string detail, string fix = "") => new() { Name = name, Result = CheckOutcome.Skipped, Detail = detail, Fix = fix };

    public static CheckResult Failed(string name, string code, string detail, string fix = "") => new() { Name = name, Result = CheckOutcome.Failed, Code = code, Detail = detail, Fix = fix };
}
