namespace CsePowerShell.Simulator.Domain;

/// <summary>The size of a VM.</summary>
internal sealed record Hardware(int Cpu, int CoresPerSocket, int MemoryMB, int DiskMB)
{
    public const int MaxCpu = 128;
    public const int MinMemoryMB = 4;
    public const int MaxMemoryMB = 6_128 * 1024;
}
