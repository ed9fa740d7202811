namespace CsePowerShell.Simulator;

/// <summary>What the program prints once it listens: for people, and in the last line for programs.</summary>
internal static class Announcement
{
    public static void Write(SimulatedCloud cloud, SimulatorOptions options, TextWriter output)
    {
        output.WriteLine($"Simulated vCloud Director at {cloud.Endpoint}");
        output.WriteLine($"  certificate  SHA-256 {cloud.CertificateThumbprint}");
        output.WriteLine($"  latency      {cloud.Latency.Name}, {options.RequestLatency.TotalMilliseconds:0} ms per request");
        output.WriteLine($"  nodes        {(cloud.GuestsAvailable ? $"real SSH hosts on port {cloud.GuestSshPort}, at most {options.MaxGuests}" : $"none: {cloud.GuestsUnavailableReason}")}");
        output.WriteLine($"  users        password {options.Password}");
        foreach (SimulatedOrganization org in cloud.Organizations.Take(3))
            output.WriteLine($"    {org.Name,-8} {string.Join(", ", org.Users.Select(user => $"{user.Name} ({user.Role})"))}");
        if (cloud.Organizations.Count > 3)
            output.WriteLine($"    {cloud.Organizations[3].Name} to {cloud.Organizations[^1].Name}, each with admin (Organization Administrator): {cloud.VApps.Count} clusters");
        output.WriteLine("  connect      Connect-CseServer "
            + $"-Server {cloud.Endpoint.Authority} -Org acme -Credential alice -CertificateThumbprint {cloud.CertificateThumbprint}");
        output.WriteLine("  stop         Ctrl+C");
        output.WriteLine($"ready: {cloud.Endpoint} thumbprint={cloud.CertificateThumbprint} ssh-port={cloud.GuestSshPort} guests={(cloud.GuestsAvailable ? "on" : "off")}");
        output.Flush();
    }
}
