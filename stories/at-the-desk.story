A first look, at the desk
=========================

Somebody has just built Serein and asks it who it is.

$ serein --version
| serein 0.1.0

A verb that it does not know is an error with status 2, nothing on standard output, and the verbs that come nearest.

$ serein serie
! error: unrecognized subcommand 'serie'
!
!   tip: some similar subcommands exist: 'triage', 'restore', 'serve', 'series'
!
! Usage: serein <COMMAND>
!
! For more information, try '--help'.
[status 2]

The demonstration is for this machine only. It will not open itself to a network.

$ serein demo --listen 0.0.0.0:0
! error: the demonstration is for this machine only, and `0.0.0.0:0` is not on it
! help: use `--listen 127.0.0.1:8462`, or `serein serve`
[status 2]
