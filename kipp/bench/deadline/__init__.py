"""`./dev bench deadline`: the last minutes before registration closes, played against the server."""
