//! A picture of rectangles and letters.

use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use png::{BitDepth, ColorType, Compression, Encoder};

/// A picture that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write the picture")]
pub(crate) struct NotDrawn(#[from] png::EncodingError);

/// Red, green and blue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Colour(pub(super) [u8; 3]);

/// Letters of one size.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Face {
    /// Large and heavy.
    Title,
    /// Small.
    Label,
}

/// What of a text stands at its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Align {
    /// Its beginning.
    Left,
    /// Its middle.
    Middle,
    /// Its end.
    Right,
}

impl Face {
    const fn raster(self) -> (FontWeight, RasterHeight) {
        match self {
            Self::Title => (FontWeight::Bold, RasterHeight::Size32),
            Self::Label => (FontWeight::Regular, RasterHeight::Size20),
        }
    }

    /// How high a line of it is.
    pub(super) const fn height(self) -> usize {
        self.raster().1.val()
    }

    /// How wide a text in it is.
    pub(super) fn width(self, text: &str) -> usize {
        let (weight, size) = self.raster();
        text.chars().count() * get_raster_width(weight, size)
    }
}

/// A picture. Places are counted from its upper left corner; what lies outside of it is not drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A white one.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![u8::MAX; width * height * 3],
        }
    }

    /// Fills a rectangle.
    pub(super) fn fill(
        &mut self,
        (left, top): (usize, usize),
        (width, height): (usize, usize),
        colour: Colour,
    ) {
        for y in top..top + height {
            for x in left..left + width {
                self.blend((x, y), colour, u8::MAX);
            }
        }
    }

    /// Writes a line. What the letters do not have is a question mark.
    pub(super) fn text(
        &mut self,
        (x, top): (usize, usize),
        text: &str,
        (face, colour, align): (Face, Colour, Align),
    ) {
        let width = face.width(text);
        let mut left = match align {
            Align::Left => x,
            Align::Middle => x.saturating_sub(width / 2),
            Align::Right => x.saturating_sub(width),
        };
        let (weight, size) = face.raster();
        for letter in text.chars() {
            let letter = if letter == '\u{a0}' { ' ' } else { letter };
            let raster = get_raster(letter, weight, size).or_else(|| get_raster('?', weight, size));
            for (down, row) in raster.iter().flat_map(|it| it.rows()).enumerate() {
                for (across, strength) in row.iter().enumerate() {
                    self.blend((left + across, top + down), colour, *strength);
                }
            }
            left += get_raster_width(weight, size);
        }
    }

    /// The picture as PNG.
    pub(super) fn png(&self) -> Result<Vec<u8>, NotDrawn> {
        let size = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, size(self.width), size(self.height));
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }

    fn blend(&mut self, (x, y): (usize, usize), colour: Colour, strength: u8) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * 3;
        let Some(pixel) = self.pixels.get_mut(at..at + 3) else {
            return;
        };
        for (below, above) in pixel.iter_mut().zip(colour.0) {
            let (under, over) = (u16::from(*below), u16::from(above));
            let strength = u16::from(strength);
            let mixed = (under * (255 - strength) + over * strength + 127) / 255;
            *below = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
}
