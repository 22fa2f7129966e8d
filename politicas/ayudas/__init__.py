"""Lo que comparten varias politicas. Ninguna ayuda importa una politica."""
