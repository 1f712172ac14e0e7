"""One plate under several lights: its photographs laid over each other, and what they show together.

Light that falls along a stroke does not show it: raised or cut characters lose other strokes under each
light, and none under all of them. The photographs are laid over each other by a perspective map alone, which
is accepted only where enough of the plate's own detail bears it out; then the shading is combined pixel by
pixel. Nothing is added to the pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findspot.marking.plate.views import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from findspot.marking.plate.views import Corners

    Grey = NDArray[np.uint8]
    Shading = NDArray[np.float32]
    Map = NDArray[np.float64]

#: The map is looked for in pictures of this share of the flat ones' size.
SHARE = 0.6
#: Features of the shading that are compared, and how much nearer than the second-best its match must be.
FEATURES, CONTRAST, CLEARER = 1500, 0.02, 0.85
#: How far outlines of one plate may disagree, as a share of the flat picture's longer side: a feature's match
#: lies no farther.
ASTRAY = 0.1
#: How near a match must come under the map, in pixels of the flat picture, to bear it out.
NEAR = 4.5
#: So many matches must bear a map out, and so much of all. Other plates, drawn, reach 17; the same 22 to 300.
BORNE_OUT, MOSTLY = 20, 0.35
#: The refinement: at which shares of the flat pictures' size, each with its blur in pixels; in how many
#: rounds at most, and until which gain.
FINER, ROUNDS, GAIN = ((0.5, 1.0), (1.0, 1.5)), 50, 1e-5
#: What of a flat picture's width and height is compared as a whole, around its middle: no frame, no ground.
INNER = 0.8
#: Two lights show one relief from this agreement on (see ``agreement``). Drawn plates reach 0.46 to 0.87
#: where the serial stands, those that are alike but for the serial 0.09 to 0.48.
AGREED = 0.5
#: In how many directions they are compared, and between which wavelengths, in pixels of the flat picture.
DIRECTIONS, WAVES = 6, (9.0, 40.0)
#: The width, in pixels of the flat picture, over which light and contrast are taken to be even.
EVEN = 30.0


def overlay(one: Grey, other: Grey) -> Map | None:
    """The perspective map [3, 3] from ``one`` to ``other``, two flat pictures of what may be one plate.

    Both are uint8 [H, W], laid flat by the plate's outline. None where too little bears any map out: another
    plate, or one of which the two lights show nothing in common.
    """
    import cv2  # noqa: PLC0415 - 0.2 s, which only reading pays

    first, second = (_structure(_smaller(flat, SHARE), 1.0) for flat in (one, other))
    pairs = _matched(first, second, ASTRAY * SHARE * max(one.shape))
    if len(pairs) < BORNE_OUT:
        return None
    cv2.setRNGSeed(0)  # the same pictures are laid over each other in the same way
    found, near = cv2.findHomography(pairs[:, 0], pairs[:, 1], cv2.RANSAC, NEAR * SHARE)
    borne_out = 0 if found is None else int(near.sum())
    if borne_out < max(BORNE_OUT, MOSTLY * len(pairs)):
        return None
    return _best(one, other, _scaled(np.asarray(found, dtype=np.float64), 1.0 / SHARE))


def laid_over(other: Grey, onto: Map, size: tuple[int, int]) -> Grey:
    """``other`` as it lies over the picture of ``size`` (width, height) from which ``onto`` leads to it."""
    import cv2  # noqa: PLC0415

    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(other, onto, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, dtype=np.uint8)


def agreement(one: Grey, laid: Grey, corners: Corners) -> float:
    """How far two photographs, laid over each other, show one relief within ``corners``: 0 to 1.

    Under a weak slope's shading each light shows the relief's waves of one direction alike but for a factor,
    which may be negative: in each direction the coherence of the two is near 1 for one relief, whatever the
    lights, and near 0 for two. The mean over the directions, weighted by what both show in them.
    """
    limits = np.array((one.shape[1], one.shape[0]))
    low = np.clip(np.floor(corners.min(axis=0)), 0, limits - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)), low + 1, limits).astype(int)
    parts = [_evened(flat)[low[1] : high[1], low[0] : high[0]] for flat in (one, laid)]
    height, width = parts[0].shape
    fade = np.outer(_faded(height, 0.5), _faded(width, 0.25))
    first, second = (np.fft.fft2((part - part.mean()) * fade) for part in parts)
    down, across = np.meshgrid(np.fft.fftfreq(height), np.fft.fftfreq(width), indexing="ij")
    often = np.hypot(down, across)
    within = (often > 1.0 / WAVES[1]) & (often < 1.0 / WAVES[0])
    direction = np.floor(np.arctan2(down, across) / np.pi * DIRECTIONS + 0.5) % DIRECTIONS
    common = shown = 0.0
    for index in range(DIRECTIONS):
        a, b = (waves[within & (direction == index)] for waves in (first, second))
        common += abs(float(np.vdot(a, b).real))
        shown += float(np.linalg.norm(a) * np.linalg.norm(b))
    return common / shown if shown > 0 else 0.0


def steepest(flats: Sequence[Grey]) -> NDArray[np.uint8]:
    """The steepest shading under any of the lights, dark where it is steep: uint8 RGB [H, W, 3]."""
    import cv2  # noqa: PLC0415

    steep = []
    for flat in flats:
        shading = _evened(flat)
        slope = np.hypot(cv2.Sobel(shading, cv2.CV_32F, 1, 0), cv2.Sobel(shading, cv2.CV_32F, 0, 1))
        steep.append(slope / max(float(np.percentile(slope, 98)), 1e-6))
    return _dark(np.max(steep, axis=0))


def spread(flats: Sequence[Grey]) -> NDArray[np.uint8]:
    """How far the lights differ at each pixel, dark where they do: uint8 RGB [H, W, 3].

    Ink and dirt look alike under every light, relief does not.
    """
    shadings = [_evened(flat) for flat in flats]
    return _dark(np.std([shading / max(float(shading.std()), 1e-6) for shading in shadings], axis=0))


#: What is made of several lights, by the name of the view.
TOGETHER: Mapping[str, Callable[[Sequence[Grey]], NDArray[np.uint8]]] = {
    "lights, steepest": steepest,
    "lights, spread": spread,
}


def _faded(length: int, power: float) -> NDArray[np.float64]:
    """A window that fades out at both ends."""
    return np.asarray(np.hanning(length + 2)[1:-1] ** power, dtype=np.float64)


def _matched(first: Shading, second: Shading, reach: float) -> NDArray[np.float32]:
    """The places of features that match: float32 [matches, 2, (x, y)], those in ``first`` before."""
    import cv2  # noqa: PLC0415

    features = cv2.SIFT.create(FEATURES, contrastThreshold=CONTRAST)
    seen = [
        features.detectAndCompute(np.clip(structure * 90, 0, 255).astype(np.uint8), None)
        for structure in (first, second)
    ]
    (places, looks), (other_places, other_looks) = seen
    if looks is None or other_looks is None:
        return np.empty((0, 2, 2), dtype=np.float32)
    pairs = []
    for near in cv2.BFMatcher(cv2.NORM_L2).knnMatch(looks, other_looks, k=2):
        if len(near) == 2 and near[0].distance < CLEARER * near[1].distance:
            pair = np.array((places[near[0].queryIdx].pt, other_places[near[0].trainIdx].pt), np.float32)
            if float(np.abs(pair[1] - pair[0]).max()) < reach:
                pairs.append(pair)
    return np.array(pairs, dtype=np.float32).reshape(-1, 2, 2)


def _best(one: Grey, other: Grey, rough: Map) -> Map:
    """The rough map or what refining makes of it, whichever lets the two agree more.

    Refining brings the steepness of the two closest together, which two lights show on different flanks.
    """
    inner = (whole(one) - whole(one).mean(axis=0)) * np.float32(INNER) + whole(one).mean(axis=0)
    size = (one.shape[1], one.shape[0])
    maps = (rough, _refined(one, other, rough))
    return max(maps, key=lambda onto: agreement(one, laid_over(other, onto, size), inner))


def _refined(one: Grey, other: Grey, rough: Map) -> Map:
    """The map that brings the structures closest together (Evangelidis & Psarakis 2008), from a rough one."""
    import cv2  # noqa: PLC0415

    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, ROUNDS, GAIN)
    onto = rough
    for share, sigma in FINER:
        first, second = (_structure(_smaller(flat, share), sigma) for flat in (one, other))
        start = _scaled(onto, share).astype(np.float32)
        try:
            _, fine = cv2.findTransformECC(first, second, start, cv2.MOTION_HOMOGRAPHY, stop)
        except cv2.error:  # it does not converge from there
            return onto
        onto = _scaled(np.asarray(fine, dtype=np.float64), 1.0 / share)
    return onto


def _scaled(onto: Map, share: float) -> Map:
    """The map between pictures of that share of the size."""
    scale = np.diag((share, share, 1.0))
    moved = scale @ onto @ np.linalg.inv(scale)
    return np.asarray(moved / moved[2, 2], dtype=np.float64)


def _smaller(flat: Grey, share: float) -> Grey:
    import cv2  # noqa: PLC0415

    return np.asarray(cv2.resize(flat, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)


def _structure(grey: Grey, sigma: float) -> Shading:
    """How steep the shading is beside its surroundings, whichever way light falls: float32 [H, W], 0 to 4."""
    import cv2  # noqa: PLC0415

    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), sigma)
    steep = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    steep = np.clip(steep / (cv2.GaussianBlur(steep, (0, 0), 25) + 1.0), 0.0, 4.0)
    return np.asarray(cv2.GaussianBlur(steep, (0, 0), sigma), dtype=np.float32)


def _evened(flat: Grey) -> Shading:
    """The shading alone: the picture relative to its surroundings, so that each light counts alike."""
    import cv2  # noqa: PLC0415

    grey = cv2.GaussianBlur(flat.astype(np.float32), (0, 0), 0.8)
    return np.asarray(
        np.clip(grey / (cv2.GaussianBlur(grey, (0, 0), EVEN) + 4.0) - 1.0, -0.5, 0.5), np.float32
    )


def _dark(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    scaled = values * (255.0 / max(float(np.percentile(values, 98)), 1e-6))
    dark = 255 - np.clip(scaled, 0, 255).astype(np.uint8)
    return np.repeat(dark[:, :, None], 3, axis=2)
