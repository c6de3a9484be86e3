
namespace DaxNative.Tool;

internal sealed record JsonMapping(string Dimm, long Offset, long Length, int? Position);

internal sealed record JsonNamespace(
    string Dev,
    string? Mode,
    string? Map,
    long? Size,
    string? Uuid,
    long? Align,
    long? SectorSize,
    string? Name,
    string? Blockdev,
    string? Chardev,
    string? Holder,
    string? State,
    int? NumaNode,
    int? TargetNode,
    long? BadblockCount)
{
    internal static JsonNamespace From(NdNamespace space) => new(
        space.Name,
        Words.OfMode(space.Mode),
        Words.OfMap(space.Map),
        space.Size,
        space.Uuid?.ToString(),
        space.Align,
        space.SectorSize,
        space.Label.Length == 0 ? null : space.Label,
        space.BlockDevice,
        space.CharacterDevice,
        space.Holder,
        space.IsEnabled ? null : "disabled",
        space.NumaNode,
        space.TargetNode,
        space.BadBlockCount);
}

internal sealed record JsonRegion(
    string Dev,
    string Provider,
    string Type,
    long? Size,
    long? Align,
    long? AvailableSize,
    long? MaxAvailableExtent,
    int? NumaNode,
    int? TargetNode,
    ulong? IsetId,
    string PersistenceDomain,
    string DeepFlush,
    bool? ReadOnly,
    bool Synchronous,
    long? BadblockCount,
    IReadOnlyList<JsonMapping> Mappings,
    IReadOnlyList<JsonNamespace> Namespaces)
{
    internal static JsonRegion From(NdRegion region, DoctorMachine machine) => new(
        region.Name,
        region.ProviderName,
        region.IsVolatile ? "volatile" : "pmem",
        region.Size,
        region.Align,
        region.AvailableSize,
        region.MaxAvailableExtent,
        region.NumaNode,
        region.TargetNode,
        region.InterleaveSetId,
        Words.OfDomain(region.PersistenceDomain),
        Words.Of(region.DeepFlush),
        region.ReadOnly,
        region.IsSynchronous,
        region.BadBlockCount,
        [.. machine.Mappings.Where(mapping => mapping.Region == region.Name)
            .Select(mapping => new JsonMapping(mapping.Dimm, mapping.Offset, mapping.Length, mapping.Position))],
        [.. machine.Namespaces.Where(space => space.Region == region.Name).Select(JsonNamespace.From)]);
}
