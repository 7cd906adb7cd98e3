A first look, at the desk
=========================

Somebody has just built Serein and asks it who it is.

$ serein --version

A verb that it does not know is an error with status 2, nothing on standard output, and the nearest verb it does know.

$ serein serie

The demonstration is for this machine only. It will not open itself to a network.

$ serein demo --listen 0.0.0.0:0
