"""Our OpenGL context as an OpenXR runtime wants it: GLX or EGL on Linux, WGL on Windows."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

from vrapp.display.base import DisplayError
from vrapp.display.openxr.runtime import EGL, Runtime

_EGL_CONFIG_ID, _EGL_NONE = 0x3028, 0x3038
_GLX_FBCONFIG_ID, _GLX_SCREEN = 0x8013, 0x800C
_Pointer = ctypes.c_void_p


def graphics_binding(runtime: Runtime) -> Any:
    """The structure to chain to `xrCreateSession` for the context that is current here.

    Raises
    ------
    DisplayError
        The context is of a kind that the runtime cannot share.
    """
    if sys.platform == "win32":
        return _wgl()
    egl = _egl()
    if egl is None:
        return _glx()
    if EGL not in runtime.extensions:
        raise DisplayError(
            f"{runtime.name} shares OpenGL through X11 only, and this picture is drawn without; "
            "start it in an X11 session (or with SDL_VIDEODRIVER=x11)"
        )
    return egl


def _requirements(runtime: Runtime, platform: Any) -> None:
    platform.get_opengl_graphics_requirements_khr(runtime.instance, runtime.system)


def ask_requirements(runtime: Runtime) -> None:
    """To be called before a session is made: the specification insists."""
    if sys.platform == "win32":
        from xr.platform import windows as platform
    else:
        from xr.platform import linux as platform
    _requirements(runtime, platform)


def _filled(binding: Any, **values: Any) -> Any:
    """Set fields whose declared pointer types differ from one installation to the next."""
    kinds = dict(binding._fields_)
    for name, value in values.items():
        kind = kinds[name]
        plain = kind in (ctypes.c_uint32, ctypes.c_ulong, ctypes.c_uint)
        setattr(binding, name, value if plain else ctypes.cast(value, kind))
    return binding


def _egl() -> Any | None:
    """The current EGL context; None when there is none (the window is GLX's then)."""
    try:
        egl = ctypes.CDLL("libEGL.so.1", mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
    except OSError:
        return None
    egl.eglGetCurrentDisplay.restype = egl.eglGetCurrentContext.restype = _Pointer
    context = egl.eglGetCurrentContext()
    if not context:
        return None
    display = _Pointer(egl.eglGetCurrentDisplay())
    number, config, count = ctypes.c_int(), _Pointer(), ctypes.c_int()
    egl.eglQueryContext(display, _Pointer(context), _EGL_CONFIG_ID, ctypes.byref(number))
    wanted = (ctypes.c_int * 3)(_EGL_CONFIG_ID, number.value, _EGL_NONE)
    egl.eglChooseConfig(display, wanted, ctypes.byref(config), 1, ctypes.byref(count))
    from xr.platform import linux

    return _filled(
        linux.GraphicsBindingEGLMNDX(),
        get_proc_address=egl.eglGetProcAddress,
        display=display,
        config=config,
        context=_Pointer(context),
    )


class _XVisualInfo(ctypes.Structure):
    _fields_ = (("visual", _Pointer), ("visualid", ctypes.c_ulong))


def _glx() -> Any:
    gl = ctypes.CDLL("libGL.so.1")
    gl.glXGetCurrentDisplay.restype = gl.glXGetCurrentContext.restype = _Pointer
    gl.glXGetCurrentDrawable.restype = ctypes.c_ulong
    gl.glXChooseFBConfig.restype = ctypes.POINTER(_Pointer)
    gl.glXGetVisualFromFBConfig.restype = ctypes.POINTER(_XVisualInfo)
    display, context = _Pointer(gl.glXGetCurrentDisplay()), _Pointer(gl.glXGetCurrentContext())
    if not context.value:
        raise DisplayError("there is no OpenGL context to share with the headset")
    number, screen, count = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    gl.glXQueryContext(display, context, _GLX_FBCONFIG_ID, ctypes.byref(number))
    gl.glXQueryContext(display, context, _GLX_SCREEN, ctypes.byref(screen))
    wanted = (ctypes.c_int * 3)(_GLX_FBCONFIG_ID, number.value, 0)
    configs = gl.glXChooseFBConfig(display, screen, wanted, ctypes.byref(count))
    if not count.value:
        raise DisplayError("the window's OpenGL context has no configuration to share")
    config = _Pointer(configs[0])
    visual = gl.glXGetVisualFromFBConfig(display, config)
    from xr.platform import linux

    return _filled(
        linux.GraphicsBindingOpenGLXlibKHR(),
        x_display=display,
        visualid=int(visual.contents.visualid) if visual else 0,
        glx_fbconfig=config,
        glx_drawable=gl.glXGetCurrentDrawable(),
        glx_context=context,
    )


def _wgl() -> Any:
    """Written against the specification; never run by us."""
    gl: Any = getattr(ctypes, "windll").opengl32  # noqa: B009 (absent on other systems)
    gl.wglGetCurrentDC.restype = gl.wglGetCurrentContext.restype = _Pointer
    from xr.platform import windows

    return _filled(
        windows.GraphicsBindingOpenGLWin32KHR(),
        h_dc=_Pointer(gl.wglGetCurrentDC()),
        h_glrc=_Pointer(gl.wglGetCurrentContext()),
    )
