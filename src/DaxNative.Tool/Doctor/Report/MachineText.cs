using Spectre.Console;

namespace DaxNative.Tool;

/// <summary>The machine for a person: one table a noun, then what could be better.</summary>
internal static class MachineText
{
    internal static void Write(IAnsiConsole console, DoctorMachine machine)
    {
        string instructions = machine.FlushInstructions.Count == 0 ? "none" : string.Join(", ", machine.FlushInstructions);
        console.MarkupLineInterpolated($"CPU flush instructions: {instructions}");
        if (!machine.IsReadable)
        {
            console.MarkupLine("[yellow]sysfs cannot be read: mount it at /sys.[/]");
        }

        Write(console, "DIMMs", ["dimm", "id", "dirty shutdowns", "flags"], machine.Dimms.Select(dimm => (string[])[
            dimm.Name, dimm.Id ?? "not available", dimm.DirtyShutdownCount is null ? "not available" : Words.Number(dimm.DirtyShutdownCount), dimm.Flags ?? "not available"]));
        Write(console, "Regions", ["region", "provider", "size", "free", "numa", "persistence domain", "bad sectors"], machine.Regions.Select(region => (string[])[
            region.Name, region.ProviderName, Words.Size(region.Size), Words.Size(region.AvailableSize), Words.Number(region.NumaNode), Words.OfDomain(region.PersistenceDomain), Words.Number(region.BadBlockCount)]));
        Write(console, "Namespaces", ["namespace", "region", "mode", "map", "size", "align", "device"], machine.Namespaces.Select(space => (string[])[
            space.Name, space.Region, Words.OfMode(space.Mode) ?? "unknown", Words.OfMap(space.Map) ?? "unknown", Words.Size(space.Size),
            space.Align is null ? "-" : Words.Size(space.Align), space.BlockDevice ?? space.CharacterDevice ?? "disabled"]));
        Write(console, "DAX devices", ["device", "mode", "size", "align", "target node", "would give", "because"], machine.Devices.Select(examined => (string[])[
            examined.Device.Name, Words.Of(examined.Device.Mode), Words.Size(examined.Device.Size), Words.Size(examined.Device.Align),
            Words.Number(examined.Device.TargetNode), Words.Of(examined.Outlook), examined.Outlook.Reason]));
        Write(console, "File systems", ["mount", "type", "regions", "would give", "because"], machine.Mounts.Select(examined => (string[])[
            examined.Mount.MountPoint, examined.Mount.FileSystemType, string.Join(", ", examined.Regions), Words.Of(examined.Outlook), examined.Outlook.Reason]));

        foreach ((string name, DoctorOutlook outlook) in machine.Devices.Select(examined => (examined.Device.Name, examined.Outlook))
            .Concat(machine.Mounts.Select(examined => (examined.Mount.MountPoint, examined.Outlook))))
        {
            foreach (DoctorCondition condition in outlook.Conditions.Where(condition => condition.State != DoctorConditionState.Met && !string.IsNullOrEmpty(condition.Remedy)))
            {
                console.MarkupLineInterpolated($"{name}: {condition.Name}: [bold]{condition.Remedy}[/]");
            }
        }

        if (machine.Devices.Count == 0 && machine.Mounts.Count == 0)
        {
            console.MarkupLine("No dax device and no file system on persistent memory. [bold]daxnative setup create[/] makes one, and [bold]daxnative setup memmap[/] says how to emulate the memory.");
        }
    }

    private static void Write(IAnsiConsole console, string title, string[] columns, IEnumerable<string[]> rows)
    {
        Table table = new Table().Border(TableBorder.Simple).Title(title).AddColumns(columns);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }
}
