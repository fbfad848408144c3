"""Models to start from: `<language>/<kind>.yaml` for the kinds b2b, b2c and partner."""
