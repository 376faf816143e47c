"""The console command `sodoan`: one small module per subcommand; see README.md in this folder."""
