"""Django is set up before any of its parts is imported."""

from findspot.instance.opening import set_up

set_up()
