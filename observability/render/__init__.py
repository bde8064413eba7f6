"""Plan to Documents: one module or folder an output system; none imports another."""
