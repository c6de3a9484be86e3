using Microsoft.Extensions.Options;

namespace DaxNative;

/// <summary>Validates <see cref="DaxNativeOptions"/>; its code is generated, so that it needs no reflection.</summary>
[OptionsValidator]
internal sealed partial class DaxNativeOptionsValidator : IValidateOptions<DaxNativeOptions>;
