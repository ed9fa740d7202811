using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>The guest customization of a VM as XML, both ways.</summary>
internal static class GuestCustomizationDocument
{
    public static GuestCustomization Read(XElement section) => new()
    {
        IsEnabled = XmlReading.Bool(section.Text(Ns.VCloud + "Enabled")) ?? false,
        ComputerName = section.Text(Ns.VCloud + "ComputerName"),
        Script = section.Text(Ns.VCloud + "CustomizationScript"),
        IsAdminPasswordEnabled = XmlReading.Bool(section.Text(Ns.VCloud + "AdminPasswordEnabled")) ?? false,
        IsAdminPasswordAuto = XmlReading.Bool(section.Text(Ns.VCloud + "AdminPasswordAuto")) ?? false,
        IsResetPasswordRequired = XmlReading.Bool(section.Text(Ns.VCloud + "ResetPasswordRequired")) ?? false,
    };

    public static VCloudSecret? ReadPassword(XElement section) =>
        section.Text(Ns.VCloud + "AdminPassword") is { Length: > 0 } password ? new VCloudSecret(password) : null;

    public static XElement Write(GuestCustomization customization)
    {
        var section = new XElement(
            Ns.VCloud + "GuestCustomizationSection",
            new XElement(Ns.Ovf + "Info", "Specifies Guest OS Customization Settings"),
            new XElement(Ns.VCloud + "Enabled", customization.IsEnabled),
            new XElement(Ns.VCloud + "AdminPasswordEnabled", customization.IsAdminPasswordEnabled));
        if (customization.IsAdminPasswordEnabled)
        {
            if (!customization.IsAdminPasswordAuto && customization.AdminPassword is null)
                throw new ArgumentException("A guest's administrator password is to be set, but there is none, and vCloud Director is not to make one up.");
            section.Add(new XElement(Ns.VCloud + "AdminPasswordAuto", customization.IsAdminPasswordAuto));
            // vCD refuses a password beside "make one up".
            if (!customization.IsAdminPasswordAuto)
                section.Add(new XElement(Ns.VCloud + "AdminPassword", customization.AdminPassword!.Reveal()));
            section.Add(new XElement(Ns.VCloud + "ResetPasswordRequired", customization.IsResetPasswordRequired));
        }

        if (customization.Script is not null)
            section.Add(new XElement(Ns.VCloud + "CustomizationScript", customization.Script));
        if (customization.ComputerName is not null)
            section.Add(new XElement(Ns.VCloud + "ComputerName", customization.ComputerName));
        return section;
    }
}
