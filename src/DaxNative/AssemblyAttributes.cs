using System.Runtime.CompilerServices;

// Blittable P/Invoke only: what crosses to libc is exactly what the signature says.
[assembly: DisableRuntimeMarshalling]
