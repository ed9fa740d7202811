using System.Buffers.Binary;
using System.Net;

namespace CsePowerShell.Simulator.Domain;

/// <summary>A range of IPv4 addresses, and who has which. An address that is given back is given out again, lowest first.</summary>
internal sealed class AddressPool(IPAddress first, int count)
{
    private readonly uint _first = BinaryPrimitives.ReadUInt32BigEndian(first.GetAddressBytes());
    private readonly Dictionary<uint, Vm> _taken = [];

    public int Total { get; } = count;
    public int Used => _taken.Count;
    public IPAddress First => At(0);
    public IPAddress Last => At((uint)Total - 1);
    public IEnumerable<(IPAddress Address, Vm Vm)> Taken => _taken.OrderBy(pair => pair.Key).Select(pair => (At(pair.Key), pair.Value));

    public IPAddress? Take(Vm vm)
    {
        for (uint offset = 0; offset < Total; offset++)
            if (_taken.TryAdd(offset, vm)) return At(offset);
        return null;
    }

    public bool TryTake(IPAddress address, Vm vm) => OffsetOf(address) is not uint offset || offset >= Total || _taken.TryAdd(offset, vm);

    public void Release(IPAddress address)
    {
        if (OffsetOf(address) is uint offset) _taken.Remove(offset);
    }

    private uint? OffsetOf(IPAddress address)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        return number < _first ? null : number - _first;
    }

    private IPAddress At(uint offset)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, _first + offset);
        return new IPAddress(bytes);
    }
}
