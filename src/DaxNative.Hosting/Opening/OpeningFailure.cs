using DaxNative.Log;
using Microsoft.Extensions.Options;

namespace DaxNative.Hosting;

/// <summary>The same failure, told with the key of the section that names what was opened.</summary>
internal static class OpeningFailure
{
    internal static Exception At(string key, Exception cause)
    {
        string message = $"{key}: {cause.Message}";
        return cause switch
        {
            DaxException failure => failure.With(message),
            LogCorruptException failure => new LogCorruptException(message, failure.Offset, failure.Before, failure.After),
            LogException failure => new LogException(failure.Error, message, failure),

            // What the options lack for a file that only the opening has looked at.
            ArgumentException => new OptionsValidationException(Options.DefaultName, typeof(DaxNativeOptions), [message]),
            _ => new InvalidOperationException(message, cause),
        };
    }
}
