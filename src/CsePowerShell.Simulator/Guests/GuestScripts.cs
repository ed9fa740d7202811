using System.Reflection;

namespace CsePowerShell.Simulator.Guests;

/// <summary>The scripts and files that guests are made of, embedded from Guests/Scripts and Guests/Image.</summary>
internal static class GuestScripts
{
    public static byte[] Supervisor => Read("Guests.Scripts.supervisor.sh");
    public static byte[] Enter => Read("Guests.Scripts.guest-enter.sh");
    public static byte[] Init => Read("Guests.Scripts.guest-init.sh");
    public static byte[] Run => Read("Guests.Scripts.guest-run.sh");
    public static byte[] Customize => Read("Guests.Scripts.customize.sh");
    public static byte[] CutConnections => Read("Guests.Scripts.cut-connections.sh");
    public static byte[] Shim => Read("Guests.Scripts.shim.sh");
    public static byte[] LocalTool => Read("Guests.Scripts.local-tool.sh");
    public static byte[] SshdConfig => Read("Guests.Image.sshd_config");
    public static byte[] FlannelManifest => Read("Guests.Image.flannel.yaml");

    private static byte[] Read(string name)
    {
        Assembly assembly = typeof(GuestScripts).Assembly;
        using Stream stream = assembly.GetManifestResourceStream($"CsePowerShell.Simulator.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
