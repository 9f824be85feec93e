"""The screens of what outside services know of people and companies."""
