"""The meshes behind the shapes of `vrapp.scene.geometry`, and where their instances stand."""

from vrapp.render.geometry.instances import make_instances
from vrapp.render.geometry.mesh import Mesh, make_mesh

__all__ = ["Mesh", "make_instances", "make_mesh"]
