using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Composition;

/// <summary>Reads guest customization settings and makes the passwords that vCD makes.</summary>
internal static partial class CustomizationReader
{
    private const int LongestHostName = 63;
    private const int PasswordLength = 10;

    /// <summary>Left-out settings go back to their defaults, as with every PUT.</summary>
    public static GuestCustomization Read(XElement section)
    {
        GuestCustomization defaults = new();
        GuestCustomization settings = new()
        {
            Enabled = RequestBody.Flag(section.Child("Enabled")) ?? defaults.Enabled,
            ChangeSid = RequestBody.Flag(section.Child("ChangeSid")) ?? defaults.ChangeSid,
            JoinDomainEnabled = RequestBody.Flag(section.Child("JoinDomainEnabled")) ?? defaults.JoinDomainEnabled,
            UseOrgSettings = RequestBody.Flag(section.Child("UseOrgSettings")) ?? defaults.UseOrgSettings,
            AdminPasswordEnabled = RequestBody.Flag(section.Child("AdminPasswordEnabled")) ?? defaults.AdminPasswordEnabled,
            AdminPasswordAuto = RequestBody.Flag(section.Child("AdminPasswordAuto")) ?? defaults.AdminPasswordAuto,
            AdminPassword = section.Child("AdminPassword")?.Value,
            AdminAutoLogonEnabled = RequestBody.Flag(section.Child("AdminAutoLogonEnabled")) ?? defaults.AdminAutoLogonEnabled,
            AdminAutoLogonCount = RequestBody.Number(section.Child("AdminAutoLogonCount")) ?? defaults.AdminAutoLogonCount,
            ResetPasswordRequired = RequestBody.Flag(section.Child("ResetPasswordRequired")) ?? defaults.ResetPasswordRequired,
            Script = section.Child("CustomizationScript")?.Value,
            ComputerName = section.Child("ComputerName")?.Value is { Length: > 0 } name ? name : null,
        };
        if (settings.ComputerName is { } host && (host.Length > LongestHostName || !HostName().IsMatch(host)))
            throw Refuse.BadRequest($"The computer name \"{host}\" is not valid: at most {LongestHostName} letters, digits and hyphens.");
        if (settings is { Enabled: true, AdminPasswordEnabled: true, AdminPasswordAuto: false, AdminPassword: null or "" })
            throw Refuse.BadRequest("AdminPassword is missing: it is enabled and not automatic.");
        return settings;
    }

    /// <summary>Gives a VM the password it asks for vCD to make; one there is stays.</summary>
    public static GuestCustomization WithPassword(GuestCustomization settings) =>
        settings is { Enabled: true, AdminPasswordEnabled: true, AdminPasswordAuto: true, AdminPassword: null or "" }
            ? settings with { AdminPassword = NewPassword() } : settings;

    private static string NewPassword() =>
        RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789!#%", PasswordLength);

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$")]
    private static partial Regex HostName();
}
