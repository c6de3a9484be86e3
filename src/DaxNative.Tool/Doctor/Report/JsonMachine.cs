using System.Text.Json;

namespace DaxNative.Tool;

internal sealed record JsonBus(string Dev, string Provider, string Kind);

internal sealed record JsonDimm(
    string Dev,
    string? Id,
    long? Handle,
    long? PhysId,
    long? DirtyShutdown,
    string? Flags,
    string? Security,
    string? State);

/// <summary>The answer to <c>daxnative doctor --json</c>.</summary>
internal sealed record JsonMachine(
    string Verdict,
    bool Readable,
    IReadOnlyList<string> FlushInstructions,
    IReadOnlyList<JsonBus> Buses,
    IReadOnlyList<JsonDimm> Dimms,
    IReadOnlyList<JsonRegion> Regions,
    IReadOnlyList<JsonDaxRegion> Daxregions,
    IReadOnlyList<JsonMount> Mounts)
{
    internal static JsonMachine From(DoctorMachine machine) => new(
        Words.Of(machine.Verdict),
        machine.IsReadable,
        [.. machine.FlushInstructions.Select(instruction => instruction.ToString().ToLowerInvariant())],
        [.. machine.Buses.Select(bus => new JsonBus(bus.Name, bus.ProviderName, Words.Of(bus.Provider)))],
        [.. machine.Dimms.Select(dimm => new JsonDimm(
            dimm.Name,
            dimm.Id,
            dimm.Handle,
            dimm.PhysicalId,
            dimm.DirtyShutdownCount,
            dimm.Flags,
            dimm.Security,
            dimm.IsEnabled ? null : "disabled"))],
        [.. machine.Regions.Select(region => JsonRegion.From(region, machine))],
        JsonDaxRegion.From(machine.Devices),
        [.. machine.Mounts.Select(JsonMount.From)]);

    internal string ToText() => JsonSerializer.Serialize(this, JsonText.Context.JsonMachine);
}
