using Microsoft.Extensions.Logging;

namespace DaxNative.Garnet;

/// <summary>What devices tell a log.</summary>
internal static partial class DeviceEvents
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Garnet lies in {Path}: {Guarantee}.")]
    internal static partial void Opened(ILogger logger, string path, DurabilityGuarantee guarantee);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Request} of {Device}, segment {Segment}, offset {Offset}, {Length} bytes, failed.")]
    internal static partial void Failed(ILogger logger, Exception failure, string request, string device, int segment, ulong offset, uint length);
}
