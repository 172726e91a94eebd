//! What is made of a picture: squares, or the whole of it in a frame.

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, Rgba, RgbaImage};

use super::{Frame, Picture, Shape, Square, check_dimensions, decode, moving, unreadable};
use crate::base::{Error, Result};

/// Makes `shape` of a file.
pub(super) fn make(file: &[u8], shape: Shape) -> Result<Vec<Picture>> {
    let format = image::guess_format(file).map_err(unreadable)?;
    check_dimensions(file, format)?;
    match shape {
        Shape::Squares(square, sides) => {
            let picture = decode(file, format)?;
            let Square { x, y, side } = within(square, picture.width(), picture.height());
            let cut = picture.crop_imm(x, y, side, side);
            let sized = |side: &u32| encode(&cut.resize_exact(*side, *side, FilterType::Lanczos3));
            sides.iter().map(sized).collect()
        }
        Shape::Whole(frames) => {
            let picture = decode(file, format)?;
            frames.iter().map(|frame| png(&put_into(*frame, &picture))).collect()
        }
        Shape::Moving { side, bytes } => {
            if let Some(picture) = moving::make(file, format, side, bytes)? {
                return Ok(vec![picture]);
            }
            Ok(vec![encode(&shrink(&decode(file, format)?, side))?])
        }
    }
}

/// The picture with its sides at most so long, in its own proportions.
pub(super) fn shrink(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.resize(side, side, FilterType::Lanczos3)
}

fn put_into(frame: Frame, picture: &DynamicImage) -> RgbaImage {
    let Frame { side, square, margin, ground } = frame;
    if !square {
        return shrink(picture, side).to_rgba8();
    }
    let room = side - 2 * side * margin / 100;
    let small = picture.resize(room, room, FilterType::Lanczos3).to_rgba8();
    let behind = ground.map_or(Rgba([0; 4]), |[red, green, blue]| Rgba([red, green, blue, 255]));
    let mut whole = RgbaImage::from_pixel(side, side, behind);
    let (x, y) = ((side - small.width()) / 2, (side - small.height()) / 2);
    imageops::overlay(&mut whole, &small, x.into(), y.into());
    whole
}

/// Icons are PNG: not every system that keeps one on its screen knows WebP.
fn png(picture: &RgbaImage) -> Result<Picture> {
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(PngEncoder::new(&mut bytes))
        .map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Picture { bytes: bytes.into(), media_type: "image/png" })
}

/// The square that was asked for as far as it lies in the picture; without one the largest in the middle.
fn within(square: Option<Square>, width: u32, height: u32) -> Square {
    let largest = width.min(height);
    let Some(square) = square else {
        return Square { x: (width - largest) / 2, y: (height - largest) / 2, side: largest };
    };
    let side = square.side.clamp(1, largest);
    Square { x: square.x.min(width - side), y: square.y.min(height - side), side }
}

fn encode(picture: &DynamicImage) -> Result<Picture> {
    let mut bytes = Vec::new();
    // Eight bits and, if it has any, its transparency.
    let plain = if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.to_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.to_rgb8())
    };
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    plain.write_with_encoder(encoder).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(Picture { bytes: bytes.into(), media_type: "image/webp" })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::ImageFormat;

    use super::*;

    fn file(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbaImage::from_pixel(width, height, Rgba([200, 0, 0, 255]));
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn open(picture: &Picture) -> RgbaImage {
        image::load_from_memory(&picture.bytes).unwrap().to_rgba8()
    }

    const FRAMES: [Frame; 3] = [
        Frame { side: 100, square: false, margin: 0, ground: None },
        Frame { side: 100, square: true, margin: 0, ground: None },
        Frame { side: 100, square: true, margin: 20, ground: Some([255; 3]) },
    ];

    #[test]
    fn a_whole_picture_keeps_its_proportions_in_every_frame() {
        let made = make(&file(400, 200), Shape::Whole(&FRAMES)).unwrap();
        let made: Vec<_> = made.iter().map(open).collect();
        let sizes: Vec<_> = made.iter().map(RgbaImage::dimensions).collect();
        assert_eq!(sizes, [(100, 50), (100, 100), (100, 100)]);
        assert_eq!(made[1].get_pixel(50, 10).0[3], 0, "nothing above it");
        assert_eq!(made[1].get_pixel(1, 50).0, [200, 0, 0, 255]);
        assert_eq!(made[2].get_pixel(18, 50).0, [255; 4], "room around it");
        assert_eq!(made[2].get_pixel(22, 50).0, [200, 0, 0, 255]);
    }

    #[test]
    fn a_small_picture_is_not_blown_up_but_in_a_square() {
        let made = make(&file(10, 20), Shape::Whole(&FRAMES)).unwrap();
        assert_eq!(open(&made[0]).dimensions(), (10, 20));
        assert_eq!(open(&made[1]).get_pixel(50, 2).0, [200, 0, 0, 255]);
        let made = make(&file(10, 20), Shape::Moving { side: 128, bytes: 999 }).unwrap();
        assert_eq!((open(&made[0]).dimensions(), made[0].media_type), ((10, 20), "image/webp"));
    }
}
